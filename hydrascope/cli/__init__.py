"""The command line: progress on stderr, results on stdout.

Exit codes: 0 done, 1 could not (the reason and the remedy are on stderr), 2 wrong use.
"""

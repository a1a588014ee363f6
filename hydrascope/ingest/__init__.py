"""From export files to checked canonical rows.

``plan`` says what each file is; ``batches`` reads the files into temporary relations with
canonical columns. Loading them into a warehouse is somebody else's work.
"""

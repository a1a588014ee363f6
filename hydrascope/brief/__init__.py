"""The briefing and the evidence pack: what an executive, a lawyer or a partner can act on.

Facts come from named queries alone, words follow from the numbers by plain rules, and every
format draws the same document. What a redaction level may not see is left out before anything
is written. Nothing here names an actor: that is a person's typed judgement.
"""

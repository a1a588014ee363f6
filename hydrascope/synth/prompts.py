"""Prompt texts for the LiteLLM format: one text per template, with its own numbers each time.

Masking numbers and quoted text gives back the template, which is how an importer finds it.
"""


def _words(text: str) -> list[str]:
    return text.split()


_OPENERS = {
    "coding": "Write a Python function that sorts the {w} records and fix the bug in this code",
    "reasoning": "Think step by step and show your full reasoning for this {w} problem",
    "tool_use": "Use the available tools to look up the {w} entry and call the function",
    "grading": "Grade the following answer against the rubric for {w} and give a score",
    "data_analysis": "Analyse this CSV table of {w} figures and compute the averages",
    "vision": "Describe what the attached image shows about the {w}",
    "writing": "Write a short essay in a friendly tone about the {w}",
    "other": "Tell me something useful about the {w}",
}
_NOUNS = _words(
    "harbour garden ledger orchard bridge market canyon library railway kitchen island museum "
    "forest stadium village workshop theatre observatory lighthouse vineyard quarry glacier "
    "meadow castle airport hospital school bakery factory farm river desert"
)
_SECOND = _words(
    "schedule budget history inventory forecast layout policy glossary contract weather "
    "migration logistics pricing energy staffing safety tourism repair archive ceremony "
    "experiment recipe signal survey lecture auction tournament festival rescue audit puzzle map"
)
_MANNER = _words(
    "briefly carefully formally plainly politely precisely quickly quietly rigorously simply "
    "slowly thoroughly vividly warmly boldly calmly"
)


def prompt_text(template: int, task: str, number: int) -> str:
    """The prompt of one request: words from the template's hash, figures from the request."""
    words, rest = [], template
    for _ in range(4):
        words.append(_NOUNS[rest % 32])
        words.append(_SECOND[(rest >> 5) % 32])
        rest >>= 10
    manner = [_MANNER[(rest >> (4 * place)) % 16] for place in range(6)]
    opener = _OPENERS[task].format(w=f"{words[0]} {words[1]}")
    return (
        f"{opener}. Consider the {words[2]} {words[3]}, the {words[4]} {words[5]} and the "
        f"{words[6]} {words[7]}, {', '.join(manner[:5])} and {manner[5]}. "
        f'Case {number % 100_000}: "{number:08x}". Limit: {number % 900 + 100} words.'
    )

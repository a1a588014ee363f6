"""The text of accounts: ids, mail addresses, phones, cards, keys. All of it fictitious."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hydrascope.synth.noise import Array, Words, below, hexed, mix, salt
from hydrascope.synth.people import People
from hydrascope.synth.rows import key_words
from hydrascope.synth.stage import Stage


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "james mary wei li ana joao maria jose priya rahul amit sofia lucas emma olivia noah liam "
    "yuki haruto min jun seo ji fatima omar ahmed layla chen ming anna peter jan eva tomas petra "
    "ivan olga dmitri elena marco giulia luca chiara paul claire hugo lea sven ingrid lars nina "
    "kofi ama chidi ngozi thabo zanele mehmet ayse can deniz nguyen linh minh thao budi siti "
    "arjun kavya diego camila mateo valentina santiago lucia david sarah daniel laura kevin grace"
)
_LAST = _words(
    "smith jones brown silva santos kumar sharma patel singh wang zhang liu chen tanaka suzuki "
    "sato kim park lee nguyen tran garcia martinez lopez gonzalez rossi ferrari muller schmidt "
    "weber martin bernard dubois petit jansen visser nowak kowalski yilmaz kaya ali hassan khan "
    "ahmed okafor mensah dlamini ivanov popov novak horvath papadopoulos johansson hansen nielsen "
    "virtanen murphy kelly wilson taylor anderson thomas moore jackson white harris clark lewis"
)
_WORDS = _words(
    "blue happy tiger moon river stone cloud pixel sunny lucky night coffee rocket panda storm "
    "green magic silent paper fire winter summer cherry orange hidden rapid echo turbo nova mango"
)
_LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", dtype=np.uint8)


def account_words(stage: Stage, count: int) -> Words:
    """A number per account that names it; drawn alike for everyone."""
    return mix(np.arange(count, dtype=np.uint64) ^ salt(stage.seed, "account"))


def account_ids(words: Words, people: People, style: str) -> pa.StringArray:
    """Account ids as this service writes them, or as Auth0 does."""
    if style != "auth0":
        return hexed(words, "acct_")
    prefixes = pa.array(["auth0|", "google-oauth2|", "github|", "samlp|"])
    chosen = prefixes.take(pa.array(people.method.astype(np.int32)))
    return pc.binary_join_element_wise(chosen, hexed(words), hexed(mix(words), digits=8), "")


def key_ids(words: Words) -> pa.StringArray:
    """API key ids (never secrets)."""
    return hexed(words, "key_", 14)


def all_keys(people: People) -> tuple[Array, Words]:
    """Every key: the index of its account, and the number that names it."""
    counts = people.keys.astype(np.int64)
    owner = np.repeat(np.arange(len(people)), counts)
    first = np.cumsum(counts) - counts
    number = (np.arange(len(owner)) - first[owner]).astype(np.uint64)
    return owner, key_words(people.seed[owner], number)


def _word(options: list[str], seeds: Words, purpose: int) -> pa.Array:
    picks = below(seeds ^ np.uint64(purpose), len(options))
    return pa.array(options).take(pa.array(picks))


def _digits(seeds: Words, purpose: int, count: int) -> pa.Array:
    """``count`` decimal digits, leading zeros kept."""
    number = below(seeds ^ np.uint64(purpose), 10**count)
    return pc.utf8_lpad(pc.cast(pa.array(number), pa.string()), count, "0")


def _letters(seeds: Words, purpose: int, count: int) -> pa.Array:
    """``count`` random letters."""
    text = np.stack(
        [_LETTERS[below(seeds ^ np.uint64(purpose * 64 + i), 26)] for i in range(count)], axis=1
    )
    offsets = np.arange(len(seeds) + 1, dtype=np.int32) * np.int32(count)
    return pa.StringArray.from_buffers(
        len(seeds), pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(text))
    )


def _locals(people: People) -> pa.Array:
    """Local parts in nine shapes, from first.last to random letters."""
    seeds = people.seed
    first, last = _word(_FIRST, seeds, 1), _word(_LAST, seeds, 2)
    initial = pc.utf8_slice_codeunits(first, 0, 1)

    def glue(*parts: pa.Array | str) -> pa.Array:
        return pc.binary_join_element_wise(*parts, "")

    shapes = [
        glue(first, ".", last),
        glue(first, ".", last, _digits(seeds, 3, 2)),
        glue(first, _digits(seeds, 4, 3)),
        glue(initial, last),
        glue(last, first, _digits(seeds, 5, 2)),
        glue(_word(_WORDS, seeds, 6), _word(_WORDS, seeds, 7), _digits(seeds, 8, 4)),
        _letters(seeds, 9, 9),
        glue(_letters(seeds, 10, 6), _digits(seeds, 11, 3)),
        first,
    ]
    return pc.choose(pa.array(people.mail_shape.astype(np.int64)), *shapes)


def mails(stage: Stage, people: People) -> pa.Array:
    """One mail address per account; namesakes at one host get a number."""
    hosts = pa.array(stage.domains).take(pa.array(people.mail_domain))
    local = _locals(people)
    seen = pc.binary_join_element_wise(local, hosts, "@").dictionary_encode().indices.to_numpy()
    order = np.argsort(seen, kind="stable")
    groups = seen[order]
    starts = np.r_[True, groups[1:] != groups[:-1]]
    rank = np.arange(len(seen)) - np.maximum.accumulate(np.where(starts, np.arange(len(seen)), 0))
    again = np.empty(len(seen), dtype=np.int64)
    again[order] = rank
    numbered = pc.binary_join_element_wise(local, pc.cast(pa.array(again + 1), pa.string()), "")
    return pc.binary_join_element_wise(pc.if_else(pa.array(again > 0), numbered, local), hosts, "@")


def phones(people: People) -> pa.Array:
    """Numbers under +999, which no country has; about half of the accounts gave one."""
    numbers = pc.binary_join_element_wise("+999", _digits(people.seed, 12, 9), "")
    gave = below(people.seed ^ np.uint64(13), 100) < 45
    return pc.if_else(pa.array(gave), numbers, None)


def cards(stage: Stage, people: People) -> pa.Array:
    """Card fingerprints, empty without a card."""
    words = mix(people.card.astype(np.uint64) ^ salt(stage.seed, "card"))
    return pc.if_else(pa.array(people.card >= 0), hexed(words, "fp_", 16), None)


def orgs(stage: Stage, people: People) -> pa.Array:
    """Organisation ids, empty for private accounts."""
    words = mix(people.org.astype(np.uint64) ^ salt(stage.seed, "org"))
    return pc.if_else(pa.array(people.org >= 0), hexed(words, "org_", 12), None)

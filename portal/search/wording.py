"""From what somebody typed to the terms that are looked for: the reading that the index knows, and near words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.core.text import APOSTROPHES
from portal.search import bm25
from portal.search.asking import Reading, Repair
from portal.search.engine import Engine, Term
from portal.search.grammar import Parsed, parse
from portal.search.language import Token, analyse, is_filler, normalised
from portal.search.language.dictionary import Dictionary
from portal.search.language.lemmas import is_known
from portal.search.repairing import corrected, readings

#: A word that the last one begins, beside the word itself.
BEGUN = 0.8
#: A word of a phrase that means the same: only the whole of the phrase does.
OF_A_PHRASE = 0.7
#: So many words of the index are looked at for a beginning.
MOST_BEGUN = 10
#: So many words and phrases of the dictionary.
MOST_MEANT = 30
#: A beginning of fewer letters is looked for in titles alone, or not at all.
LETTERS_ANYWHERE, LETTERS_IN_TITLES = 3, 2
#: By how much more of a query has to be known in another reading than as it was typed.
BETTER_BY = 0.34
#: From this weight on a word of the dictionary means the same; below it something like it.
MEANS_THE_SAME = 0.7
#: Words that stand for a part of a hyphenated word count half: the whole is there too.
PART_WEIGHT = 0.5
#: Signs that end no word: whoever types кур'єр is at кур' for a moment.
_AFTER_A_BEGINNING = f' {APOSTROPHES}"*-\u2010\u2011'


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word that is looked for."""

    keys: frozenset[str]
    near: Mapping[str, float]
    #: Phrases that mean the same: the keys of each of their words, and how near they are.
    phrases: Sequence[tuple[tuple[frozenset[str], ...], float]]
    #: How much it tells: the rarer, the more (its inverse document frequency).
    idf: float
    weight: float = 1.0
    #: What it begins, when it is the last word and may not be whole.
    beginning: str = ""

    def term(self) -> Term:
        """The same for an engine."""
        near = dict(self.near)
        for words, weight in self.phrases:
            for key in (key for keys in words for key in keys):
                near[key] = max(near.get(key, 0.0), weight * OF_A_PHRASE)
        near = {key: weight for key, weight in near.items() if key not in self.keys}
        return Term(keys=self.keys, near=near, weight=self.weight)


@dataclass(frozen=True, slots=True)
class Wording:
    """A query made ready."""

    parsed: Parsed
    #: The free text as it is taken, for its meaning.
    text: str
    wanted: Sequence[Wanted]
    reading: Reading | None = None
    #: Some word of it is one: in the index, in a dictionary, or by its beginning. Otherwise it means nothing.
    sensible: bool = True
    #: Words that one with an error in it was taken for: the words of all texts tell them.
    guessed: Collection[str] = ()


def wording(text: str, engine: Engine, dictionary: Dictionary, *, typing: bool = False) -> Wording:
    """Read a query. Asks the engine a handful of times."""
    parsed = parse(text)
    read = _Reader(engine, dictionary, typing=typing)
    known = read.known_share(parsed.tokens, parsed.words)
    taken, reading = parsed, None
    if known < 1:
        taken, reading = read.repaired(parsed, known)
    wanted = read.wanted(taken)
    return Wording(taken, taken.words, wanted, reading, read.sensible(taken.tokens, wanted), read.guessed)


class _Reader:
    def __init__(self, engine: Engine, dictionary: Dictionary, *, typing: bool) -> None:
        self._engine, self._dictionary, self._typing = engine, dictionary, typing
        self._begun: dict[str, Sequence[str]] = {}
        self._counts: dict[str, int] = {}
        self._many = max(engine.count(), 1)
        self.guessed: list[str] = []

    def _frequencies(self, keys: Collection[str]) -> Mapping[str, int]:
        """In how many documents each key stands; each is asked for once a query."""
        unknown = [key for key in keys if key not in self._counts]
        if unknown:
            self._counts |= dict.fromkeys(unknown, 0) | dict(self._engine.frequencies(unknown))
        return {key: self._counts[key] for key in keys if self._counts[key]}

    def known_share(self, tokens: Sequence[Token], text: str) -> float:
        """How much of a query the index knows, by its letters; 1 when there is nothing to know."""
        content = _content(tokens)
        found = self._frequencies({key for token in content for key in token.keys})
        letters = sum(len(token.text) for token in content)
        known = 0.0
        for token in content:
            if any(found.get(key) for key in token.keys):
                known += len(token.text)
            elif _may_go_on(token, content, text) and self._begins(token):
                # Three letters begin some word in any layout.
                known += len(token.text) * (0.9 if len(token.text) >= LETTERS_ANYWHERE else 0.5)
        return known / letters if letters else 1.0

    def repaired(self, parsed: Parsed, known: float) -> tuple[Parsed, Reading | None]:
        """The reading that the index knows best, if it's clearly better than the literal one."""
        best, taken, by = known, parsed, None
        sense = _sense(parsed.tokens)
        for repair, text in readings(parsed.words):
            other = parse(text)
            share = self.known_share(other.tokens, other.words)
            # A word that a dictionary has was rarely typed for another.
            if share - max(best, known + BETTER_BY * sense) > (0 if by else BETTER_BY):
                best, taken, by = share, other, repair
        if by is not None:
            taken = replace(taken, phrases=parsed.phrases, without=parsed.without, conditions=parsed.conditions)
            if best == 1:
                return taken, Reading(text=taken.words, by=by)
        if best < 1 and (mended := self._corrected(taken)):
            return mended, Reading(text=mended.words, by=by or Repair.TYPING_ERROR)
        return taken, Reading(text=taken.words, by=by) if by else None

    def _corrected(self, parsed: Parsed) -> Parsed | None:
        """With one error in a word put right; a word that begins others, or means something elsewhere, is none."""
        content = _content(parsed.tokens)
        found = self._frequencies({key for token in content for key in token.keys})
        wrong = [token for token in content if not any(found.get(key) for key in token.keys)]
        wrong = [token for token in wrong if not is_known(normalised(token.text))]
        last = [token for token in wrong if _may_go_on(token, content, parsed.words) and self._begins(token)]
        wrong = [token for token in wrong if token not in last]
        text = parsed.words
        for token in reversed(wrong):
            better = corrected([token], self._engine)
            if better:
                text = f"{text[: token.start]}{better}{text[token.end :]}"
                self.guessed.append(better)
        if text == parsed.words:
            return None
        other = parse(text)
        return replace(other, phrases=parsed.phrases, without=parsed.without, conditions=parsed.conditions)

    def wanted(self, parsed: Parsed) -> Sequence[Wanted]:
        """The words that tell something, each with what means the same."""
        content = _content(parsed.tokens)
        near, phrases = self._near(parsed.tokens)
        begun = {place: self._beginnings(token) for place, token in enumerate(content) if self._goes_on(token, parsed)}
        single = [
            _greater(near.get(id(token), {}), self._begun_keys(token, begun[place]) if place in begun else {})
            for place, token in enumerate(content)
        ]
        found = self._frequencies({key for token in content for key in token.keys} | set().union(*single, ()))
        return tuple(
            Wanted(
                keys=frozenset(token.keys),
                near={key: weight for key, weight in single[place].items() if key in found and key not in token.keys},
                phrases=[*phrases.get(id(token), ()), *(self._begun_phrases(token) if place in begun else ())],
                idf=self._rarity(token, near.get(id(token), {}), single[place], found),
                weight=PART_WEIGHT if _is_part(token, content) else 1.0,
                beginning=normalised(token.text) if place in begun else "",
            )
            for place, token in enumerate(content)
        )

    def _rarity(
        self, token: Token, alike: Mapping[str, float], near: Collection[str], found: Mapping[str, int]
    ) -> float:
        """Of a word together with what means the same, as if all of it were one word.

        The operator #syn of INQUERY (Callan, Croft and Harding, 1992): a rare word for what every text speaks of, such
        as 'shopper' where all write 'customer', tells as little as the usual one.
        """
        often = sum(weight * found.get(key, 0) for key, weight in alike.items() if weight >= MEANS_THE_SAME)
        return min(rarity(self._many, token.keys, near, found), bm25.rarity(self._many, min(often, self._many)))

    def _begun_keys(self, token: Token, words: Sequence[str]) -> dict[str, float]:
        """What a word may become: words of the index and of the dictionary, and what means the same as these."""
        keys, letters = _keys_of(words), normalised(token.text)
        if len(letters) < LETTERS_ANYWHERE or (words and not self._typing):
            return keys  # what the index has is meant
        meant = {**dict.fromkeys(self._dictionary.beginning(letters, MOST_BEGUN), BEGUN), **keys}
        near: dict[str, float] = {}
        for key in meant:  # each by itself: which one is meant nobody knows, and it's no second meaning of a word
            for other, weight in self._dictionary.keys_near((key,)).items():
                near[other] = max(near.get(other, 0.0), weight * BEGUN)
        for words_of_it, weight in self._said_otherwise(letters):
            for key in words_of_it[0] if len(words_of_it) == 1 else ():
                near[key] = max(near.get(key, 0.0), weight)
        return {**near, **meant}

    def _begun_phrases(self, token: Token) -> list[tuple[tuple[frozenset[str], ...], float]]:
        """The phrases among what a word may become while it is typed."""
        return [each for each in self._said_otherwise(normalised(token.text)) if len(each[0]) > 1]

    def _said_otherwise(self, letters: str) -> Sequence[tuple[tuple[frozenset[str], ...], float]]:
        """What words and phrases of the dictionary that begin so mean, while somebody types."""
        if not self._typing or len(letters) < LETTERS_ANYWHERE:
            return ()
        return [(each.words, each.weight * BEGUN) for each in self._dictionary.begun(letters, MOST_MEANT)]

    def _begins(self, token: Token) -> bool:
        """Whether a word begins one of the index, or one of the dictionary that the index has by another name."""
        if self._beginnings(token):
            return True
        letters = normalised(token.text)
        if len(letters) < LETTERS_ANYWHERE:
            return False
        return bool(self._frequencies(self._dictionary.keys_near(self._dictionary.beginning(letters, MOST_BEGUN))))

    def sensible(self, tokens: Sequence[Token], wanted: Sequence[Wanted]) -> bool:
        """Whether any word is one at all: what isn't has no meaning, though a model finds one."""
        found = self._frequencies({key for each in wanted for key in each.keys})
        return bool(found) or any(each.near for each in wanted) or _sense(tokens) > 0

    def _goes_on(self, token: Token, parsed: Parsed) -> bool:
        """The last word may be the beginning of another: while it is typed, and when it is none by itself."""
        if not _may_go_on(token, _content(parsed.tokens), parsed.words):
            return False
        return self._typing or not self._frequencies(token.keys)

    def _beginnings(self, token: Token) -> Sequence[str]:
        letters = normalised(token.text)
        if letters not in self._begun:
            anywhere = len(letters) >= LETTERS_ANYWHERE
            enough = anywhere or len(letters) >= LETTERS_IN_TITLES
            found = self._engine.beginning(letters, MOST_BEGUN, everywhere=False) if enough else ()
            if anywhere and not found:
                found = self._engine.beginning(letters, MOST_BEGUN, everywhere=True)
            self._begun[letters] = found
        return self._begun[letters]

    def _near(
        self, tokens: Sequence[Token]
    ) -> tuple[dict[int, dict[str, float]], dict[int, list[tuple[tuple[frozenset[str], ...], float]]]]:
        """By the word: single keys that mean the same, and phrases. What means a whole phrase stands for each word."""
        single: dict[int, dict[str, float]] = {}
        phrases: dict[int, list[tuple[tuple[frozenset[str], ...], float]]] = {}
        for each in self._dictionary.near(tokens):
            for token in tokens[each.first : each.last + 1]:
                mine = single.setdefault(id(token), {})
                for key, weight in each.single().items():
                    mine[key] = max(mine.get(key, 0.0), weight)
                phrases.setdefault(id(token), []).extend(
                    (other.words, other.weight) for other in each.alternatives if len(other.words) > 1
                )
        return single, phrases


def _greater(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Both, and where both have a key its greater weight."""
    return {key: max(one.get(key, 0.0), other.get(key, 0.0)) for key in (*one, *other)}


def rarity(many: int, keys: Collection[str], near: Collection[str], found: Mapping[str, int]) -> float:
    """Robertson and Sparck Jones's weight among so many documents, of the commonest key of a word.

    Other readings of a word are rarer by chance. A word that no document has counts as what means the same.
    """
    often = max((found.get(key, 0) for key in keys), default=0)
    often = often or max((found.get(key, 0) for key in near), default=0)
    return bm25.rarity(many, min(often, many))


def _content(tokens: Sequence[Token]) -> list[Token]:
    """The words that tell something; all, when none does."""
    return [token for token in tokens if not is_filler(token)] or list(tokens)


def _sense(tokens: Sequence[Token]) -> float:
    """The share of the words that a dictionary has."""
    content = _content(tokens)
    return sum(is_known(normalised(token.text)) for token in content) / len(content) if content else 0.0


def _may_go_on(token: Token, content: Sequence[Token], text: str) -> bool:
    return token is content[-1] and token.end == len(text.rstrip(_AFTER_A_BEGINNING))


def _is_part(token: Token, tokens: Sequence[Token]) -> bool:
    return any(other is not token and other.start <= token.start and token.end <= other.end for other in tokens)


def _keys_of(words: Sequence[str]) -> dict[str, float]:
    return {key: BEGUN for word in words for token in analyse(word) for key in token.keys}

"""The order of sections and steps: pure."""

from portal.onboarding.outline import Outline, Part, arranged, section_moved, section_removed, step_moved

BOTH: Outline = (Part("one", ("a", "b")), Part("two", ("c",)))


def test_a_step_changes_places_with_its_neighbour() -> None:
    assert step_moved(BOTH, "a", 1) == (Part("one", ("b", "a")), Part("two", ("c",)))
    assert step_moved(BOTH, "b", -1) == (Part("one", ("b", "a")), Part("two", ("c",)))


def test_at_the_edge_of_its_section_a_step_goes_into_the_next_one() -> None:
    assert step_moved(BOTH, "b", 1) == (Part("one", ("a",)), Part("two", ("b", "c")))
    assert step_moved(BOTH, "c", -1) == (Part("one", ("a", "b", "c")), Part("two", ()))


def test_nothing_goes_beyond_the_ends() -> None:
    assert step_moved(BOTH, "a", -1) == BOTH
    assert step_moved(BOTH, "c", 1) == BOTH
    assert step_moved(BOTH, "nobody", 1) == BOTH
    assert section_moved(BOTH, "two", 1) == BOTH


def test_a_section_moves_with_its_steps() -> None:
    assert section_moved(BOTH, "two", -1) == (Part("two", ("c",)), Part("one", ("a", "b")))


def test_steps_of_a_section_that_goes_stay() -> None:
    assert section_removed(BOTH, "two") == (Part("one", ("a", "b", "c")),)
    assert section_removed(BOTH, "one") == (Part("two", ("a", "b", "c")),)


def test_the_only_section_stays() -> None:
    only: Outline = (Part("one", ()),)
    assert section_removed(only, "one") == only


def test_a_form_arranges_exactly_what_is_there() -> None:
    told = ["section:two", "step:b", "section:one", "step:c", "step:a"]
    assert arranged(BOTH, told) == (Part("two", ("b",)), Part("one", ("c", "a")))
    assert arranged(BOTH, told[:-1]) is None
    assert arranged(BOTH, [*told, "step:a"]) is None
    assert arranged(BOTH, ["step:a", *told]) is None
    assert arranged(BOTH, ["nonsense"]) is None


def test_what_stands_above_the_first_section_belongs_to_it() -> None:
    told = ["step:b", "section:one", "step:a", "section:two", "step:c"]
    assert arranged(BOTH, told) == (Part("one", ("b", "a")), Part("two", ("c",)))

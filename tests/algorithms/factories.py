"""Algorithms for tests: each function writes one and commits."""

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from portal.algorithms.models import AlgorithmWalk
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.models import ItemState, KnowledgeItem
from tests.knowledge import factories

_walks = itertools.count(1)
#: Paths along GLASSES: to its end; back to the start and left; to an end at any time.
TO_VISIT = [("listen", 40, "start"), ("fitting", 60, "answer", 2), ("visit", 5, "answer", 1)]
AND_BACK = [
    ("listen", 20, "start"),
    ("adaptation", 10, "answer", 1),
    ("listen", 30, "back"),
    ("fitting", 9, "answer", 2),
]
AT_ANY_TIME = [("listen", 8, "start"), ("handed-over", 4, "any", 2)]
#: Three steps, three finishes, a way back, a question with a condition, something at any time.
GLASSES = """\
---
title: Окуляри незручні
tags: оптика, скарга
language: uk
---
# Окуляри незручні
Мета: людина добре бачить, почута і знає, що буде далі.

## 1. Вислухати {#listen}
Мета: зрозуміти, що заважає, перш ніж щось пропонувати.
> "Дякую, що кажете про це. Що саме відчувається не так?"
- [ ] (обов'язково) Дати договорити
- [ ] Спитати, скільки годин на день носять
? скарга: зір | посадка | вигляд
- Погано видно → Перевірити звикання
- Тиснуть або сповзають → Запросити підігнати

## 2. Перевірити звикання {#adaptation}
> "Очам часто потрібно до двох тижнів. Скільки днів ви їх носите?"
- Менше як 14 днів → Кінець: Подзвонимо за тиждень
- 14 днів і більше → Запросити підігнати
- Ще не договорили → Вислухати

## 3. Запросити підігнати {#fitting}
> "Оптик підправить за десять хвилин, безкоштовно. Вам зручніше сьогодні чи завтра?"
- Погоджується → Кінець: Домовились про візит
- Не може прийти (лише якщо скарга = посадка) → Кінець: Подзвонимо за тиждень
- Відмовляється (інакше) → Кінець: Передано керівниці

## Кінець: Домовились про візит {#visit}
Результат: вирішено
Нотатка для CRM: {скарга}; візит; шлях {path}

## Кінець: Подзвонимо за тиждень {#call-back}
Результат: повернутися через 7 днів

## Кінець: Передано керівниці {#handed-over}
Результат: передано

## Будь-коли
- Людина сердиться → Вислухати
- Просить керівницю → Кінець: Передано керівниці
"""


def algorithm(
    author: Actor, state: ItemState = ItemState.PUBLISHED, *, source: str = GLASSES, **more: Any
) -> KnowledgeItem:
    """An algorithm by ``author``, made by the services as people would."""
    return factories.item(author, state, kind="algorithm", genre="algorithm", source=source, **more)


def changed(number: int, author: Actor, source: str, *, major: bool = True, now: datetime | None = None) -> int:
    """Publish a change by ``author``; the number of the revision that stands now."""
    return factories.changed(number, author, now=now, major=major, source=source)


def walked(
    number: int, path: Sequence[tuple[Any, ...]], times: int = 1, *, at: datetime, finish: str | None = None,
    revision: int = 1,
) -> None:  # fmt: skip
    """Walks along a path of (step, seconds, how, number of the answer if any) that began at a moment."""
    rows = [
        {
            "key": f"walk-{next(_walks):012}", "item_id": number, "revision_number": revision, "at": at,
            "seconds": sum(entry[1] for entry in path), "finish": finish,
            "path": {"steps": [list(entry) for entry in path]},
        }
        for _ in range(times)
    ]  # fmt: skip
    with transaction() as session:
        session.execute(insert(AlgorithmWalk), rows)

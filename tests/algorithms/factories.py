"""Algorithms for tests: each function writes one and commits."""

from datetime import datetime
from typing import Any

from portal.core.actor import Actor
from portal.knowledge.models import ItemState, KnowledgeItem
from tests.knowledge import factories

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

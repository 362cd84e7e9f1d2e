"""Dialogues for tests, over the algorithm that they practise."""

from datetime import datetime

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.models import KnowledgeItem
from portal.practice.services.publishing import publish
from portal.practice.services.writing import begin
from tests.algorithms.factories import algorithm

ALGORITHM = """---
title: Glasses are not comfortable
language: en
---
# Glasses are not comfortable
Goal: the customer sees well and feels heard.

## 1. Hear the story
> "Thank you for telling us. What feels wrong?"
- Vision is blurred → Check adaptation
- They press → Invite to adjust

## 2. Check adaptation
> "How many days have you worn them?"
- Under 14 days → Finish: Call-back agreed
- 14 days or more → Invite to adjust

## 3. Invite to adjust
> "Would today or tomorrow suit you?"
- Agrees → Finish: Visit booked

## Finish: Visit booked
Result: solved
## Finish: Call-back agreed
Result: follow up in 7 days
## Finish: Handed to the manager
Result: escalated

## Any time
- Asks for a manager → Finish: Handed to the manager
"""

DIALOGUE = """---
algorithm: Glasses are not comfortable
language: en
tags: optics, adaptation
minutes: 4
---
# Blurred since Tuesday
Customer: Ruth, 61, a bookkeeper with the month to close.
Goal: let her tell it all before any advice.

## Hear the story
Paper rustles.
> "Everything swims. I can't work like this!"
- (+) "Tell me what swims, and when." → Vision is blurred
  > "The small figures, in the evening."
  Why: she is heard first.
- (~) "I'll book you a visit." → They press
  > "A visit? I haven't even told you…"
  Why: a way out, offered too early.
- (-) "You chose them yourself."
  > "I beg your pardon?"
  Why: it sounds like blame.

## Check adaptation
> "Is it me?"
- (+) "No. How long have you worn them?" → next
  > "Since Tuesday."
- (-) "Probably." → 14 days or more
  Why: nobody knows that yet.

## Check adaptation
> "So what now?"
- (+) "Eyes need up to two weeks. I'll call you on Monday." → Under 14 days
  > "That would be kind."
- (-) "Then wait."
  Why: waiting alone frightens.

## Invite to adjust
> "When could I come?"
- (+) "Today until seven." → Agrees
- (-) "Any time."
  Why: any time is no time.

## Call-back agreed
> "Thank you. I can close my month now."
"""


def practised(editor: Actor) -> KnowledgeItem:
    """The algorithm, published."""
    return algorithm(editor, source=ALGORITHM)


def dialogue(editor: Actor, now: datetime, *, source: str = DIALOGUE, published: bool = True, key: str = "one") -> int:
    """The id of a dialogue by an editor; its algorithm has to stand."""
    with transaction() as session:
        made = begin(session, editor, source, origin_key=f"test:{key}", keeper_id=editor.id, now=now)
        if published:
            publish(session, made, editor, version=None, note="", now=now)
        return made.id

"""What else happens when somebody has played a dialogue to its end."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.extension import Registry

#: Called in the transaction of the last move with the ids of the person and the dialogue. Not through the journal,
#: which others read: what somebody practises is seen by them alone, and by whoever teaches them.
after_finish: Registry[Callable[[Session, int, int, datetime], None]] = Registry("what follows a finished practice")

"""What passes for an e-mail address, wherever one comes from."""

MAX_LETTERS = 254
#: Shape only: whether mail arrives there, only mail can tell.
SHAPE = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"

"""Personal data in texts: found and masked, before they are kept or shown. Pure text, no network, no database.

What is decided here:

- A number of the company (0 800 ... too) is told unless it is allowed; a code of four digits is no phone.
- A card passes Luhn's check, or a word calls it a card; what is masked already (4149 **** **** 1234) is nobody's.
- An IBAN is a document, a loyalty card a card, a waybill or a contract an order.
- A first name alone, with or without "pani", names nobody yet; nor do streets, works and feasts that are called after
  people, and the best known of these people.
- An address has a house; that of a shop, an office or a branch is public.
"""

from portal.core.privacy.finding import find
from portal.core.privacy.masking import mask, mask_spans
from portal.core.privacy.spans import Kind, Span

__all__ = ["Kind", "Span", "find", "mask", "mask_spans"]

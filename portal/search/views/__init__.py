"""Pages of search: the palette, the full page, the company's words, what is looked for in vain."""

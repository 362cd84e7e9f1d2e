"""The demo: an invented company whose last fourteen months are lived through again, by the portal's own services."""

"""The home page by role, and the endpoints that say whether the portal is well."""

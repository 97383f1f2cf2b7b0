"""The city profile as a folder of tables: one schema, of which reader, checks, page, templates and editor are made."""

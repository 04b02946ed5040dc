"""From the facts folders to draft tables: one module a subject, `draft.build` puts them together."""

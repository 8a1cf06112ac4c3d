"""Pages kept after they were rendered, and served before Django is entered: docs/decisions/0014."""

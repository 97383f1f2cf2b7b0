"""An existing platform taken over: organisation, people, open cases with history and files; and back out."""

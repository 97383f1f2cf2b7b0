"""Pure rules: calendars, limits, evaluation. No SQL, no HTTP."""

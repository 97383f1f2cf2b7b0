"""Forms of the seats: a report, a call, a call-back."""

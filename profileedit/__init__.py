"""The table editor of the city profile: tables left, rows right, everything by keyboard."""

"""What follows from changes of cases, written in the same transaction (`Transaction.send` and `flush`).

The chain (`evidence`) is written before the cases, since each case's row holds the end of its chain; the sums
(`rollups`) at the end, once for the whole transaction.
"""

"""The one executable of a frozen CityWall: its first word says which program it is."""

import sys

from wall.programs import dispatch

if __name__ == "__main__":
    dispatch(sys.argv)

"""Words of the layer tree, in the language of the application."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def group_words() -> dict[str, str]:
    """Names of the groups, by key of `mapview.layers.GROUPS`."""
    return {
        "cases": QCoreApplication.translate("MapLayers", "Cases"),
        "resources": QCoreApplication.translate("MapLayers", "Resources"),
        "components": QCoreApplication.translate("MapLayers", "Components"),
        "ground": QCoreApplication.translate("MapLayers", "Cells and areas"),
    }


def layer_words() -> dict[str, str]:
    """Names of the layers, by key."""
    return {
        "to_file": QCoreApplication.translate("MapLayers", "To accept and file"),
        "to_dispatch": QCoreApplication.translate("MapLayers", "To dispatch"),
        "to_sign": QCoreApplication.translate("MapLayers", "To sign for"),
        "handling": QCoreApplication.translate("MapLayers", "Being handled"),
        "checking": QCoreApplication.translate("MapLayers", "Being checked"),
        "overdue": QCoreApplication.translate("MapLayers", "Of these overdue"),
        "cameras": QCoreApplication.translate("MapLayers", "Cameras"),
        "cones": QCoreApplication.translate("MapLayers", "What cameras see"),
        "poles": QCoreApplication.translate("MapLayers", "Poles"),
        "reach": QCoreApplication.translate("MapLayers", "Reach of poles"),
        "sanitation": QCoreApplication.translate("MapLayers", "Sanitation vehicles"),
        "muck": QCoreApplication.translate("MapLayers", "Muck lorries"),
        "enforcement": QCoreApplication.translate("MapLayers", "Enforcement vehicles"),
        "units": QCoreApplication.translate("MapLayers", "Inspectors and crews"),
        "alarms": QCoreApplication.translate("MapLayers", "Alarms"),
        "major1": QCoreApplication.translate("MapLayers", "Public utilities"),
        "major2": QCoreApplication.translate("MapLayers", "Roads and traffic"),
        "major3": QCoreApplication.translate("MapLayers", "City appearance"),
        "major4": QCoreApplication.translate("MapLayers", "Greening"),
        "major5": QCoreApplication.translate("MapLayers", "Others"),
        "cells": QCoreApplication.translate("MapLayers", "Unit cells"),
        "grids": QCoreApplication.translate("MapLayers", "Responsibility grids"),
        "streets": QCoreApplication.translate("MapLayers", "Streets"),
    }

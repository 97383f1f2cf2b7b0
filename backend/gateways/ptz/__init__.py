"""Cameras that can be turned: ONVIF over SOAP, and whose hand is on which camera."""

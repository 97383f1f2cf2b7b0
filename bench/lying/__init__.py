"""The lying-camera kit: streams that come and are not true, and a score of any wall by pictures of its screen."""

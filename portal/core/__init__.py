"""The ground every slice stands on. It knows no feature."""

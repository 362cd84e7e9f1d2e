"""Stories people learn from: WOW cases, mistakes of the chest, hard calls."""

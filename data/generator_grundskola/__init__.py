"""The second example, a school nämnd: assumptions, a model of an expected month, and the files that follow from it."""

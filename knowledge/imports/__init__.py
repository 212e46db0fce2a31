"""Content from elsewhere: read from files and pages, shown, and then taken by the ordinary services."""

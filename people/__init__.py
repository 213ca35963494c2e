"""Who: municipalities, units, posts, people, the roles they hold and who stands in for whom."""

"""What is said of images, volumes and series: the values behind the JSON, and the verdict."""

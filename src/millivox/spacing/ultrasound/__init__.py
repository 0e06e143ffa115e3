"""Ultrasound: region by region, in planes, volumes and vessels (rule book A.3.4, A.5)."""

curl "$MUNIMENT_BASE_URL/v1/sessions" -b cookies

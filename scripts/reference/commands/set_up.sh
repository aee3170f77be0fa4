curl "$MUNIMENT_BASE_URL/v1/setup" \
  -c cookies \
  -H "Content-Type: application/json" \
  -d '{"code": "'"$CODE"'", "email": "'"$EMAIL"'", "password": "'"$PASSWORD"'", "organisation": "Aldgate Insurance"}'

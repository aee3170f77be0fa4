curl "$MUNIMENT_BASE_URL/v1/passwords" \
  -H "Content-Type: application/json" \
  -d '{"code": "'"$CODE"'", "new_password": "'"$NEW_PASSWORD"'"}'

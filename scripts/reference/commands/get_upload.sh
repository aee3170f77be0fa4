curl "$MUNIMENT_BASE_URL/v1/uploads/$UPLOAD_ID" \
  -H "Authorization: Bearer $MUNIMENT_API_KEY"

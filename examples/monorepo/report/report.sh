echo "pages: $(find /www -name '*.html' | wc -l)"

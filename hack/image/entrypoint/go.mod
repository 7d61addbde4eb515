module modelsigning.dev/image/entrypoint

go 1.26.0

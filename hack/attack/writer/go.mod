module modelsigning.dev/attack-writer

go 1.26

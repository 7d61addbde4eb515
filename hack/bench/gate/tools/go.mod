module modelsigning.dev/bench/gate

go 1.26

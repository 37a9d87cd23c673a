service Greeter {
    string greet()
}

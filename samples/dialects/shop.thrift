/** One of three services, each of which asks the next one. */
service Desk {
    string ask(1: string question),
}

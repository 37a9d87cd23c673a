Console.WriteLine("The examples of docs/backends.md and the guides behind it: read the files beside this one.");

using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Programs.Plain;

// Does what its first argument says, and prints all that it can see of how it was started.
switch (args[0])
{
    case "show":
        // show EXIT-CODE ARGUMENTS: everything, and standard input.
        Console.WriteLine($"sum {await Calls.AddAsync(1, 2)}");
        foreach (string argument in Environment.GetCommandLineArgs())
            Console.WriteLine($"argument [{argument}]");
        Console.WriteLine($"standard input [{await Console.In.ReadToEndAsync()}]");
        Console.WriteLine($"base directory {AppContext.BaseDirectory}");
        Console.WriteLine($"current directory {Environment.CurrentDirectory}");
        Console.WriteLine($"entry assembly {Assembly.GetEntryAssembly()!.Location}");
        Console.WriteLine($"service {typeof(Thrift.TBaseClient).Assembly.FullName}");
        foreach (string property in new[] { "APP_CONTEXT_DEPS_FILES", "STARTUP_HOOKS" })
            Console.WriteLine($"{property} {AppContext.GetData(property)}");
        foreach (string library in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator))
        {
            if (Path.GetFileName(library) == "Thrift.dll")
                Console.WriteLine($"library {library}");
        }

        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().OrderBy(v => (string)v.Key, StringComparer.Ordinal))
            Console.WriteLine($"variable {variable.Key}={variable.Value}");
        // What is blocked and ignored, and what children inherit of it.
        foreach (string line in File.ReadLines("/proc/self/status").Where(l => l.StartsWith("SigBlk", StringComparison.Ordinal)))
            Console.WriteLine(line);
        using (Process child = Process.Start(new ProcessStartInfo("grep", ["SigIgn", "/proc/self/status"]))!)
            await child.WaitForExitAsync();
        await Console.Error.WriteLineAsync("a line of errors");
        return int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);

    case "parent":
        // A child that has the same environment, and would tell of a hook.
        using (Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Assembly.GetEntryAssembly()!.Location, "child"]))!)
        {
            await child.WaitForExitAsync();
            return child.ExitCode;
        }

    case "child":
        _ = await Calls.AddAsync(1, 2);
        Console.WriteLine($"telemetry in the child: {AppDomain.CurrentDomain.GetAssemblies().Any(a => a.GetName().Name!.StartsWith("OpenTelemetry", StringComparison.Ordinal))}");
        return 0;

    case "handle-signals":
        using (ManualResetEventSlim ended = new())
        {
            foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
            {
                _ = PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true;
                    Console.WriteLine($"got {context.Signal}");
                    ended.Set();
                });
            }

            _ = await Calls.AddAsync(1, 2);
            Console.WriteLine($"ready {Environment.ProcessId}");
            ended.Wait();
            return 7;
        }

    case "wait":
        _ = await Calls.AddAsync(1, 2);
        Console.WriteLine($"ready {Environment.ProcessId}");
        await Task.Delay(Timeout.Infinite);
        return 0;

    case "crash":
        throw new InvalidOperationException($"The sum is {await Calls.AddAsync(1, 2)}.");

    case "exit":
        _ = await Calls.AddAsync(1, 2);
        return int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);

    default:
        Console.WriteLine($"It can't {args[0]}.");
        return 64;
}

using Backends;

await StatsD.ShowAsync();

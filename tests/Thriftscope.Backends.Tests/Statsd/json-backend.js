// A backend of statsd, its way to be extended: prints what each flush has as one line of JSON.
'use strict';

exports.init = (startupTime, config, events) => {
  events.on('flush', (timestamp, metrics) => console.log(JSON.stringify({
    counters: metrics.counters,
    gauges: metrics.gauges,
    timers: metrics.timers,
    timerCounts: metrics.timer_counters,
  })));
  return true;
};

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Thriftscope.Telemetry.Tests;

/// <summary>Which of several contexts becomes the parent, and what becomes of the others.</summary>
public sealed class ContextSelectionTests : IDisposable
{
    private const string TraceA = "0af7651916cd43dd8448eb211c80319c";
    private const string TraceB = "11111111111111111111111111111111";
    private const string Span = "b7ad6b7169203331";
    private const string ParentA = $"00-{TraceA}-{Span}-01";
    private const string ParentB = $"00-{TraceB}-{Span}-01";

    private readonly CallInstruments _instruments = new("selection.source", $"selection.{Guid.NewGuid()}", "selection.phases");
    private readonly MeterListener _listener = new();
    private readonly List<string> _counted = [];
    private readonly ThriftContextOptions _options = new();
    private readonly InboundContexts _contexts = new();

    public ContextSelectionTests()
    {
        _listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter == _instruments.Meter)
                l.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
            _counted.Add($"{instrument.Name.Split('.')[^1]} {string.Join(' ', tags.ToArray().Select(t => t.Value))}"));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _instruments.Dispose();
    }

    [Fact]
    public void The_dialect_that_is_trusted_most_gives_the_parent_and_another_trace_is_linked()
    {
        Came(ThriftContextDialects.ThriftPy, ("traceparent", ParentA));
        Came(ThriftContextDialects.TrailingField, ("traceparent", ParentB));

        ContextSelection selection = Select();

        selection.Parent.TraceId.ToHexString().ShouldBe(TraceB);
        ActivityLink link = selection.Links.ShouldNotBeNull().ShouldHaveSingleItem();
        link.Context.TraceId.ToHexString().ShouldBe(TraceA);
        link.Tags.ShouldNotBeNull().ShouldContain(new KeyValuePair<string, object?>("thrift.dialect", "thriftpy"));
        _counted.ShouldBe(["extracted trailing_field", "conflicted thriftpy"]);
    }

    [Fact]
    public void Another_span_of_the_same_trace_is_neither_a_conflict_nor_a_link()
    {
        Came(ThriftContextDialects.Header, ("traceparent", ParentA));
        Came(ThriftContextDialects.TrailingField, ("traceparent", $"00-{TraceA}-2222222222222222-01"));

        Select().Links.ShouldBeNull();
        _counted.ShouldBe(["extracted theader"]);
    }

    [Theory]
    [InlineData("b3", $"{TraceA}-{Span}-1", null, null)]
    [InlineData("b3", $"{TraceA}-{Span}", null, null)]
    [InlineData("uber-trace-id", $"{TraceA}:{Span}:0:1", null, null)]
    [InlineData("uber-trace-id", $"{TraceA}%3A{Span}%3A0%3A1", null, null)]
    [InlineData("X-B3-TraceId", TraceA, "X-B3-SpanId", Span)]
    public void Other_forms_are_read_whatever_propagator_is_set_up(string key, string value, string? secondKey, string? secondValue)
    {
        Came(ThriftContextDialects.OpenTracing, secondKey is null ? [(key, value)] : [(key, value), (secondKey, secondValue!)]);

        ActivityContext parent = Select().Parent;

        parent.TraceId.ToHexString().ShouldBe(TraceA);
        parent.SpanId.ToHexString().ShouldBe(Span);
        parent.IsRemote.ShouldBeTrue();
    }

    [Fact]
    public void Short_ids_are_padded()
    {
        Came(ThriftContextDialects.OpenTracing, ("uber-trace-id", "1f:2:0:3"));

        ActivityContext parent = Select().Parent;

        parent.TraceId.ToHexString().ShouldBe("0000000000000000000000000000001f");
        parent.SpanId.ToHexString().ShouldBe("0000000000000002");
        parent.TraceFlags.ShouldBe(ActivityTraceFlags.Recorded);
    }

    [Theory]
    [InlineData("b3", $"{TraceA}-{Span}-1")]
    [InlineData("uber-trace-id", $"{TraceA}:{Span}:0:1")]
    public void Another_form_in_the_headers_gives_way_to_w3cs_in_the_field(string key, string value)
    {
        Came(ThriftContextDialects.Header, (key, value));
        Came(ThriftContextDialects.TrailingField, ("traceparent", ParentB));

        Select().Parent.TraceId.ToHexString().ShouldBe(TraceB);
        _counted.ShouldBe(["extracted trailing_field", "conflicted theader"]);
    }

    [Theory]
    [InlineData("traceparent", "garbage")]
    [InlineData("traceparent", $"00-00000000000000000000000000000000-{Span}-01")]
    [InlineData("traceparent", $"00-{TraceA}-0000000000000000-01")]
    [InlineData("b3", "0")]
    [InlineData("b3", $"00000000000000000000000000000000-{Span}-1")]
    [InlineData("b3", "-")]
    [InlineData("uber-trace-id", "0:0:0:1")]
    [InlineData("uber-trace-id", "1:2")]
    [InlineData("uber-trace-id", $"{TraceA}f:{Span}:0:1")]
    [InlineData("uber-trace-id", "x:y:z:1")]
    [InlineData("tracestate", "a=1")]
    public void What_is_no_context_begins_a_new_trace(string key, string value)
    {
        Came(ThriftContextDialects.TrailingField, (key, value));

        Select().Parent.ShouldBe(default);
        _counted.ShouldBe(["dropped trailing_field invalid"]);
    }

    [Fact]
    public void A_dialect_can_be_trusted_more_or_only_linked_or_ignored()
    {
        _options.Read = [new(ThriftContextDialects.ThriftPy), new(ThriftContextDialects.TrailingField, ThriftContextRole.Link), new(ThriftContextDialects.Finagle, ThriftContextRole.Ignore)];
        Came(ThriftContextDialects.Header, ("traceparent", ParentB));
        Came(ThriftContextDialects.Finagle, ("traceparent", ParentB));
        Came(ThriftContextDialects.TrailingField, ("traceparent", ParentB));
        Came(ThriftContextDialects.ThriftPy, ("traceparent", ParentA));

        ContextSelection selection = Select();

        selection.Parent.TraceId.ToHexString().ShouldBe(TraceA);
        selection.Links.ShouldNotBeNull().ShouldHaveSingleItem().Context.TraceId.ToHexString().ShouldBe(TraceB);
    }

    [Fact]
    public void Where_contexts_from_outside_are_not_trusted_they_are_links_and_their_baggage_is_not_used()
    {
        _options.Inbound = ThriftContextRole.Link;
        Came(ThriftContextDialects.TrailingField, ("traceparent", ParentA), ("Correlation-Context", "a=b"), ("baggage", "a=b"));

        ContextSelection selection = Select();

        selection.Parent.ShouldBe(default);
        selection.Baggage.ShouldBeNull();
        selection.Links.ShouldNotBeNull().ShouldHaveSingleItem().Context.TraceId.ToHexString().ShouldBe(TraceA);
        _counted.ShouldBeEmpty();
    }

    [Fact]
    public void One_context_in_two_dialects_is_one_link()
    {
        _options.Inbound = ThriftContextRole.Link;
        Came(ThriftContextDialects.Header, ("traceparent", ParentA));
        Came(ThriftContextDialects.TrailingField, ("traceparent", ParentA));

        Select().Links.ShouldNotBeNull().ShouldHaveSingleItem();
    }

    [Fact]
    public void Baggage_without_a_trace_is_used_and_not_dropped()
    {
        Came(ThriftContextDialects.TrailingField, ("baggage", "color=red"), ("Correlation-Context", "color=red"));

        Select().Baggage.ShouldNotBeNull().ShouldHaveSingleItem().Value.ShouldBe("red");
        _counted.ShouldBeEmpty();
    }

    [Fact]
    public void The_baggage_is_the_parents()
    {
        Came(ThriftContextDialects.ThriftPy, ("traceparent", ParentA), ("baggage", "color=red"), ("Correlation-Context", "color=red"));
        Came(ThriftContextDialects.TrailingField, ("traceparent", ParentB), ("baggage", "color=blue"), ("Correlation-Context", "color=blue"));

        Select().Baggage.ShouldNotBeNull().ShouldHaveSingleItem().Value.ShouldBe("blue");
    }

    [Fact]
    public void What_is_over_the_limit_loses_its_baggage_first()
    {
        _options.MaxCharacters = 100;
        Came(ThriftContextDialects.TrailingField, ("traceparent", ParentA), ("baggage", $"a={new string('x', 100)}"));

        Select().Parent.TraceId.ToHexString().ShouldBe(TraceA);
        _counted.ShouldBe(["dropped trailing_field too_large", "extracted trailing_field"]);
    }

    [Fact]
    public void An_enclosing_span_is_the_parent_and_other_traces_are_links()
    {
        Came(ThriftContextDialects.TrailingField, ("traceparent", ParentA));
        ActivityContext enclosing = new(ActivityTraceId.CreateFromString(TraceB), ActivitySpanId.CreateFromString(Span), ActivityTraceFlags.Recorded);

        ContextSelection selection = ContextSelection.Among(_contexts, _options, _instruments, enclosing);

        selection.Parent.ShouldBe(default);
        selection.Links.ShouldNotBeNull().ShouldHaveSingleItem();
        _counted.ShouldBe(["conflicted trailing_field"]);
    }

    [Fact]
    public void Rules_and_what_is_written_are_checked()
    {
        Should.Throw<ArgumentException>(() => _options.Read = [new(ThriftContextDialects.Http), new(ThriftContextDialects.Http)]);
        Should.Throw<ArgumentException>(() => _options.Write = [ThriftContextDialects.SkyWalking]).Message.ShouldContain("can only be read");
        Should.Throw<ArgumentOutOfRangeException>(() => _options.MaxEntries = 101);
        Should.Throw<ArgumentException>(() => ThriftContextDialects.Find("nothing")).Message.ShouldContain("trailing_field");
        ThriftContextDialects.Find("TTHeader").ShouldBe(ThriftContextDialects.TTHeader);
    }

    private void Came(ThriftContextDialect dialect, params (string Key, string Value)[] entries)
    {
        ContextCarrier carrier = new();
        foreach ((string key, string value) in entries)
            carrier.Set(key, value);
        _contexts.Add(dialect, carrier);
    }

    private ContextSelection Select() => ContextSelection.Among(_contexts, _options, _instruments);
}

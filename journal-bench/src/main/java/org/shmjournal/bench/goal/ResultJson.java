package org.shmjournal.bench.goal;

import java.io.IOException;
import java.util.Map;
import com.fasterxml.jackson.core.JsonGenerator;
import org.shmjournal.bench.compare.Measured;

/** Results as JSON: an object a goal. */
final class ResultJson
{
    private static final double DECIMALS = 10_000;

    private final JsonGenerator json;

    ResultJson(final JsonGenerator json)
    {
        this.json = json;
    }

    void write(final Result result) throws IOException
    {
        final Verdict hardest = result.hardest();
        json.writeStartObject();
        json.writeStringField("id", result.goal().id());
        json.writeStringField("what", result.goal().what());
        writeFigures(hardest);
        json.writeBooleanField("met", result.met());
        json.writeArrayFieldStart("criteria");
        for (final Verdict verdict : result.verdicts())
        {
            write(verdict);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rounds");
        for (final Outcome outcome : result.outcomes())
        {
            writeRounds(outcome);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("parts");
        for (final Outcome outcome : result.outcomes())
        {
            writeConditions(outcome);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Those of the criterion that is hardest to meet stand for the goal's. */
    private void writeFigures(final Verdict verdict) throws IOException
    {
        writeNumber("ours", verdict.ours());
        if (verdict.criterion().isAbsolute())
        {
            json.writeNullField("peer");
            json.writeNullField("peerName");
        }
        else
        {
            writeNumber("peer", verdict.peer());
            json.writeStringField("peerName", verdict.criterion().peer().name());
        }
        writeNumber("ratio", verdict.median());
        writeNumber("goal", verdict.criterion().goal());
    }

    private void write(final Verdict verdict) throws IOException
    {
        json.writeStartObject();
        if (!verdict.part().isEmpty())
        {
            json.writeStringField("part", verdict.part());
        }
        json.writeStringField("what", verdict.criterion().what());
        writeFigures(verdict);
        json.writeStringField("over", verdict.criterion().over().toString());
        json.writeArrayFieldStart("ratios");
        for (final double ratio : verdict.ratios())
        {
            writeNumber(ratio);
        }
        json.writeEndArray();
        json.writeBooleanField("met", verdict.met());
        if (verdict.isLimitKnown())
        {
            writeLimit(verdict);
        }
        json.writeEndObject();
    }

    private void writeLimit(final Verdict verdict) throws IOException
    {
        json.writeObjectFieldStart("limit");
        json.writeStringField("name", verdict.criterion().limit().name());
        writeNumber("value", verdict.limit());
        json.writeArrayFieldStart("ratios");
        for (final double ratio : verdict.limits())
        {
            writeNumber(ratio);
        }
        json.writeEndArray();
        json.writeBooleanField("wouldMeet", verdict.isMetByLimit());
        json.writeEndObject();
    }

    private void writeRounds(final Outcome outcome) throws IOException
    {
        int number = 0;
        for (final Map<String, Map<String, Double>> round : outcome.measured().rounds())
        {
            json.writeStartObject();
            if (!outcome.part().name().isEmpty())
            {
                json.writeStringField("part", outcome.part().name());
            }
            json.writeNumberField("round", ++number);
            for (final Map.Entry<String, Map<String, Double>> side : round.entrySet())
            {
                json.writeObjectFieldStart(side.getKey());
                for (final Map.Entry<String, Double> figure : side.getValue().entrySet())
                {
                    writeNumber(figure.getKey(), figure.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }

    private void writeConditions(final Outcome outcome) throws IOException
    {
        final Measured measured = outcome.measured();
        json.writeStartObject();
        if (!outcome.part().name().isEmpty())
        {
            json.writeStringField("part", outcome.part().name());
        }
        json.writeStringField("title", measured.title());
        json.writeStringField("arguments", String.join(" ", outcome.arguments()));
        json.writeObjectFieldStart("conditions");
        for (final Map.Entry<String, String> condition : measured.conditions().entrySet())
        {
            json.writeStringField(condition.getKey(), condition.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeNumber(final String name, final double value) throws IOException
    {
        json.writeFieldName(name);
        writeNumber(value);
    }

    private void writeNumber(final double value) throws IOException
    {
        if (!Double.isFinite(value))
        {
            json.writeNull();
        }
        else if (value == Math.rint(value) && Math.abs(value) < 1L << 53)
        {
            json.writeNumber((long)value);
        }
        else
        {
            json.writeNumber(Math.round(value * DECIMALS) / DECIMALS);
        }
    }
}

package org.shmjournal.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a child says: a verb, then key=value pairs; the value of {@code text} reaches to the end of the line.
 *
 * @param verb   that says what it is about.
 * @param values by key.
 */
record Message(String verb, Map<String, String> values)
{
    private static final String TEXT = "text=";

    static Message parse(final String line)
    {
        final int textAt = line.indexOf(TEXT);
        final String[] words = (textAt < 0 ? line : line.substring(0, textAt)).trim().split(" ");
        final Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++)
        {
            final int equals = words[i].indexOf('=');
            if (equals > 0)
            {
                values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        if (textAt >= 0)
        {
            values.put("text", line.substring(textAt + TEXT.length()));
        }

        return new Message(words[0], values);
    }

    long number(final String key)
    {
        return Long.parseLong(values.get(key));
    }

    String text(final String key)
    {
        return values.get(key);
    }
}

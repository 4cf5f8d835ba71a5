package org.shmjournal.cli.output;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import uk.co.real_logic.sbe.ir.Ir;
import uk.co.real_logic.sbe.json.JsonPrinter;
import uk.co.real_logic.sbe.otf.OtfHeaderDecoder;
import uk.co.real_logic.sbe.xml.IrGenerator;
import uk.co.real_logic.sbe.xml.ParserOptions;
import uk.co.real_logic.sbe.xml.XmlSchemaParser;

/**
 * Messages of SBE, each behind its header, by a schema.
 */
final class SbeDecoder implements PayloadDecoder
{
    private final Ir schema;
    private final OtfHeaderDecoder header;
    private final JsonPrinter printer;
    private final Payload payload = new Payload();
    private final UnsafeBuffer message = new UnsafeBuffer(0, 0);

    SbeDecoder(final Path file)
    {
        final byte[] xml = read(file);
        try
        {
            schema = parse(xml);
        }
        catch (final Exception ex)
        {
            throw new IllegalArgumentException(file + ": is no schema of SBE: " + ex.getMessage(), ex);
        }
        header = new OtfHeaderDecoder(schema.headerStructure());
        printer = new JsonPrinter(schema);
    }

    @Override
    public String decode(final ByteBuffer buffer, final int offset, final int length)
    {
        payload.set(buffer, offset, length);
        message.wrap(payload.bytes(), 0, length);
        try
        {
            if (header.getSchemaId(message, 0) != schema.id() ||
                schema.getMessage(header.getTemplateId(message, 0)) == null)
            {
                return null;
            }
            final StringBuilder json = new StringBuilder();
            printer.print(json, message, 0);
            return TokenDecoder.compact(json);
        }
        catch (final RuntimeException other)
        {
            // Of bytes that anyone may have written, it may make anything.
            return null;
        }
    }

    @Override
    public boolean isText()
    {
        return false;
    }

    private static byte[] read(final Path file)
    {
        try
        {
            return Files.readAllBytes(file);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static Ir parse(final byte[] bytes) throws Exception
    {
        requireWellFormed(bytes);
        final ParserOptions options = ParserOptions.builder()
            .stopOnError(true)
            .errorPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .build();
        try (InputStream source = new ByteArrayInputStream(bytes))
        {
            return new IrGenerator().generate(XmlSchemaParser.parse(source, options));
        }
    }

    /** The parser of schemas would tell on standard error, and read other files that the schema names. */
    private static void requireWellFormed(final byte[] bytes) throws Exception
    {
        final DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        final DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new Thrower());
        try (InputStream source = new ByteArrayInputStream(bytes))
        {
            builder.parse(source);
        }
        catch (final SAXException ex)
        {
            throw new IOException(ex.getMessage(), ex);
        }
    }

    /** Throws what it is told. */
    private static final class Thrower implements ErrorHandler
    {
        @Override
        public void warning(final SAXParseException warning)
        {
            // Nothing that matters.
        }

        @Override
        public void error(final SAXParseException error) throws SAXException
        {
            throw error;
        }

        @Override
        public void fatalError(final SAXParseException error) throws SAXException
        {
            throw error;
        }
    }
}

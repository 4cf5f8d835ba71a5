package org.shmjournal.damage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process in which a campaign runs: few threads, each with a copy of its own, and one that sees to their ends. */
final class DamageMain
{
    private static final int THREADS = 2;
    /** Longer than the collector or another process may stop a thread that needs less than a millisecond. */
    private static final long MAX_MILLIS_A_CASE = TimeUnit.SECONDS.toMillis(20);
    private static final int HANGS = 3;

    private DamageMain()
    {
    }

    /** Arguments: whether everything is wanted; of how many injuries one is looked at; which, from 0 on; specimens. */
    public static void main(final String[] args) throws InterruptedException
    {
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            error.printStackTrace();
            Runtime.getRuntime().halt(2);
        });
        final boolean everything = Boolean.parseBoolean(args[0]);
        final int oneIn = Integer.parseInt(args[1]);
        final int part = Integer.parseInt(args[2]);
        boolean failed = false;
        for (final String name : List.of(args).subList(3, args.length))
        {
            failed |= !passes(name, everything, oneIn, part);
        }
        System.exit(failed ? 1 : 0);
    }

    private static boolean passes(final String name, final boolean everything, final int oneIn, final int part)
        throws InterruptedException
    {
        final Specimen specimen = switch (name)
        {
            case "plain" -> Specimen.plain();
            case "checked" -> Specimen.checked();
            case "strides" -> Specimen.strides();
            case "forced" -> Specimen.forced();
            default -> throw new IllegalArgumentException(name);
        };
        final Tally tally = new Tally(System.out);
        new Examination(specimen, tally, everything).checkHealthy();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++)
        {
            final Campaign campaign = new Campaign(specimen, everything, THREADS * oneIn, THREADS * part + i);
            final Examination examination = new Examination(specimen, tally, everything);
            final Thread thread = new Thread(() -> {
                campaign.flip(examination::examine);
                campaign.putHostileWords(examination::examine);
                campaign.truncate(examination::examine);
            }, "examiner-" + i);
            thread.start();
            threads.add(thread);
            watch(thread, examination);
        }
        for (final Thread thread : threads)
        {
            thread.join();
        }
        tally.print(name + ", " + specimen.records().size() + " records");
        return tally.failures() == 0;
    }

    private static void watch(final Thread thread, final Examination examination)
    {
        final Thread watch = new Thread(() -> {
            Injury before = examination.injury();
            try
            {
                thread.join(MAX_MILLIS_A_CASE);
                while (thread.isAlive())
                {
                    if (examination.injury() == before)
                    {
                        System.out.println("HANGS " + before + "\n    " + List.of(thread.getStackTrace()));
                        Runtime.getRuntime().halt(HANGS);
                    }
                    before = examination.injury();
                    thread.join(MAX_MILLIS_A_CASE);
                }
            }
            catch (final InterruptedException ex)
            {
                throw new IllegalStateException(ex);
            }
        }, "watch");
        watch.setDaemon(true);
        watch.start();
    }
}

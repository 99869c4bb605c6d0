package io.kytkin.benchmark;

/**
 * What one job of the measured runtime came to.
 *
 * @param seconds    from the job's start to its end
 * @param processor  seconds that both processors gave to its process, the ERP and state of H2 included
 * @param requests   to the CRM
 * @param megabytes  the most heap in use, garbage included
 */
record KytkinRound(double seconds, double processor, long requests, long megabytes) {
    String asText() {
        return seconds + " " + processor + " " + requests + " " + megabytes;
    }

    static KytkinRound of(String text) {
        String[] parts = text.split(" ");
        return new KytkinRound(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Long.parseLong(parts[2]),
                Long.parseLong(parts[3]));
    }
}

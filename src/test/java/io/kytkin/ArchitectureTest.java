package io.kytkin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which part may know which (design, section 2): only routes bring the two sides together. */
@AnalyzeClasses(packages = "io.kytkin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule mapping_knows_neither_side = noClasses().that().resideInAPackage("io.kytkin.mapping..")
            .should().dependOnClassesThat().resideInAnyPackage("io.kytkin.erp..", "io.kytkin.crm..", "io.kytkin.coupling..",
                    "io.kytkin.sync..", "io.kytkin.web..", "io.kytkin.sandbox..", "io.kytkin");

    @ArchTest
    static final ArchRule the_erp_side_knows_nothing_of_the_crm_side = noClasses().that()
            .resideInAPackage("io.kytkin.erp..").should().dependOnClassesThat().resideInAnyPackage("io.kytkin.crm..",
                    "io.kytkin.coupling..", "io.kytkin.sync..", "io.kytkin.web..", "io.kytkin.sandbox..", "io.kytkin");

    @ArchTest
    static final ArchRule the_crm_side_knows_nothing_of_the_erp_side = noClasses().that()
            .resideInAPackage("io.kytkin.crm..").should().dependOnClassesThat().resideInAnyPackage("io.kytkin.erp..",
                    "io.kytkin.coupling..", "io.kytkin.sync..", "io.kytkin.web..", "io.kytkin.sandbox..", "io.kytkin");

    @ArchTest
    static final ArchRule couplings_and_jobs_know_neither_side = noClasses().that()
            .resideInAnyPackage("io.kytkin.coupling..", "io.kytkin.sync..", "io.kytkin.web..").should()
            .dependOnClassesThat().resideInAnyPackage("io.kytkin.erp..", "io.kytkin.crm..", "io.kytkin.sandbox..",
                    "io.kytkin");

    @ArchTest
    static final ArchRule the_sandbox_stands_alone = noClasses().that().resideInAPackage("io.kytkin.sandbox..")
            .should().dependOnClassesThat().resideInAnyPackage("io.kytkin.mapping..", "io.kytkin.erp..", "io.kytkin.crm..",
                    "io.kytkin.coupling..", "io.kytkin.sync..", "io.kytkin.web..", "io.kytkin");
}

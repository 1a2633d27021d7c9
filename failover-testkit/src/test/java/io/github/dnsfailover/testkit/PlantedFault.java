package io.github.dnsfailover.testkit;

import java.util.List;

/** What authors of providers got wrong, and the cases of the contract of which one at least must fail for it. */
enum PlantedFault {
    NONE(),
    /** No fault: the vendor takes one set with each request, and the traits say so. */
    NONE_SET_BY_SET(),
    SETS_ARE_WRITTEN_ONE_BY_ONE("aChangeIsMadeWholeOrNotAtAllThoughTheVendorFails"),
    READS_ARE_CACHED_FOR_EVER("whatOthersChangeIsReadAtOnce"),
    READS_ARE_CACHED_FOR_A_SECOND("whatOthersChangeIsReadAtOnce"),
    AN_ERROR_IS_READ_AS_ABSENT("aFailedReadIsNotAnAbsentSetForAnError"),
    TTLS_HAVE_A_FLOOR("theShortestTtlIsTaken"),
    TTLS_HAVE_A_CEILING("theLongestTtlIsTaken"),
    A_LOST_ANSWER_IS_NOT_APPLIED("aLostAnswerIsAnUnknownOutcome", "aChangeIsMadeWholeOrNotAtAllThoughAnswersAreLost"),
    AN_ERROR_IS_NOT_APPLIED("aChangeIsMadeWholeOrNotAtAllThoughWhatIsDoneIsCalledAnError"),
    CONDITIONS_ARE_NOT_SENT("aConditionThatAnotherBreaksMeanwhileStopsTheChange"),
    /** Under a lock of its own, which keeps writers of this process in order, and nobody else. */
    ONLY_THIS_PROCESS_COMPARES("whatAnotherWritesMeanwhileIsNotOverwritten"),
    ONLY_THE_FIRST_PAGE_IS_READ("aSetBehindManyOthersIsRead"),
    THE_APEX_IS_DROPPED("addressesStandAtTheTopOfTheZone"),
    WILDCARDS_ARE_DROPPED("aWildcardIsWrittenAndRead"),
    UNDERSCORES_ARE_DROPPED("theMarkIsCreatedWhereNoneIs"),
    ONLY_FEW_VALUES_ARE_TAKEN("asManyValuesAreTakenAsTheTraitsSay"),
    CALLS_HAVE_NO_END("aCallEndsInTimeThoughNobodyAnswers"),
    INTERRUPTS_ARE_IGNORED("anInterruptEndsACall"),
    TOO_MANY_IS_UNKNOWN("tooManyRequestsAreNotAppliedAndSayWhenToComeAgain"),
    TOO_MANY_HAS_NO_TIME("tooManyRequestsAreNotAppliedAndSayWhenToComeAgain"),
    A_REFUSAL_IS_NO_ANSWER("wrongCredentialsAreARefusal"),
    A_SECRET_IS_TOLD("secretsAreNotShownByFailures"),
    QUOTES_ARE_KEPT_ON_READ("aTextThatOthersWroteIsReadAsItIs"),
    STRINGS_ARE_JOINED_BY_A_BLANK("aTextOfSeveralStringsIsReadAsTheirSumOrNotAtAll"),
    TEXTS_ARE_NOT_ESCAPED("anyPrintableTextSurvives"),
    LONG_TEXTS_ARE_SPLIT("aTextOfFullLengthSurvives"),
    NOTHING_IS_COMPARED("aStaleValueIsAConflictThatShowsEverySet"),
    A_CONFLICT_SHOWS_WHAT_DIFFERS_ONLY("aConditionThatDoesNotHoldIsAConflict"),
    READS_IN_THE_VENDORS_ORDER("setsAreReadInTheOrderOfTheirKeys"),
    OLD_VALUES_STAY("aSetIsReplaced"),
    A_FAMILY_IS_NOT_DELETED("aFamilyThatTheNewPlaceLacksIsDeletedInTheSameChange"),
    THE_ZONE_IS_NOT_LOOKED_AT("aNameOutsideTheZoneIsNotTouched");

    private final String cases; // with blanks between them

    PlantedFault(String... cases) {
        this.cases = String.join(" ", cases);
    }

    boolean isNone() {
        return cases.isEmpty();
    }

    boolean hasToDoWithTime() {
        return isNone() || this == CALLS_HAVE_NO_END || this == INTERRUPTS_ARE_IGNORED;
    }

    /** All of which must fail. */
    List<String> cases() {
        return List.of(cases.split(" "));
    }
}

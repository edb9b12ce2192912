/** ISO 3166-1 alpha-3, and what ICAO 9303-3 §5 adds of issuers that are no states: the United Nations, the Order of Malta, the European Union, papers of stateless people and refugees. */
const ISSUERS: ReadonlySet<string> = new Set((
  'ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA ' +
  'CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM ' +
  'GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN ' +
  'KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT ' +
  'NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA ' +
  'SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA ' +
  'UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE UNO UNA XOM EUE RKS XXA XXB'
).split(' '));

/** Shapes of the numbers of states that publish theirs; all others keep to ICAO's letters and digits. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  USA: /^[A-Z0-9]\d{8}$/,
  GBR: /^\d{9}$/,
  FRA: /^\d{2}[A-Z]{2}\d{5}$/,
  JPN: /^[A-Z]{2}\d{7}$/,
  IND: /^[A-Z]\d{7}$/,
  RUS: /^\d{9}$/,
};

/** Whether three letters name an issuer of passports. */
export function isIssuer(code: string): boolean {
  return ISSUERS.has(code);
}

/** Whether a number can be one of an issuer's: letters and digits (ICAO 9303-4: nine places, longer ones spill over), and the issuer's own shape where that is known. */
export function isPassportNumber(number: string, issuer: string): boolean {
  return /^[A-Z0-9]{5,12}$/.test(number) && (SHAPES[issuer]?.test(number) ?? true);
}

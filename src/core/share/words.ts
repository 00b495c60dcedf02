/** 2,048 short, common words whose spelling is the same everywhere, so one of them is 11 bits of randomness. */
export const WORDS: readonly string[] = `
abacus accent accept account achieve acorn acre acrobat acrylic action active actor adapt add admire admit adobe adopt
adore advance adverb advice aerial affair after again agent agile ahead airport airship aisle alarm album alcove alert
algebra alley alloy almond alpha alpine already also alter always amaze amber ample amuse anchor ancient angel angle
animal ankle answer anthem antique antler anvil anyone appeal appear apple apply apricot april apron aqua arcade arch
archer arctic area arena army aroma around arrange arrive arrow article artist ascend aside aspen asset assist aster
athlete atlas atom attach attend attic attract auction audio audit august aunt aura aurora author autumn avenue avid
avocado avoid awake award awning axle azure baby bacon badge badger bagel baggage baker bakery balance balcony ball
ballet balloon bamboo banana band bandage banjo banker banner banquet barber bargain bark barley barn baron barrel
base basic basil basin basket bassoon bath bathtub battery bay bazaar beacon bead beagle beaker beam beard beauty
beaver become bedrock bedroom bedtime beehive beetle before began begin behave being belfry belong belt beluga benefit
beret beside best bestow bib bicycle bike billow binder bingo biology birch bird biscuit bison blade blank blanket
blaze blend blink bliss blocks bloom blossom blouse blue bluff blush boat bobbin bobcat body boil bold bolt bonfire
bongo bonnet bonsai bonus book boost booth boots borrow botany bottle bottom boulder bounce bouquet bowl boxcar boxer
bracket braid brain branch brand brass brave bravo breath breeze brew brick bridge bright bring brisk broad bronze
brook broom brother brown bruise brush bubble bucket buckle buddy buffalo buffet buggy bugle build built bulb bull
bumper bundle bunny bureau burger burrow bush butler butter button buzz bypass cabbage cabin cable cactus caddie
cadence cadet cafe cage cake calcium calf caller calm calorie camel cameo camera camp canal canary candle candy canoe
canopy canvas canyon captain caption car caramel caravan carbon card cargo carol carpet carpool carrier carrot carton
cartoon carve cascade cash cashew casino castle casual cat catch catfish cattle caution cavern cedar celery cello
cement census certain chain chair chalet chalk chamber chance change channel chapel chapter chariot charity charm
chart chase chat cheap cheer cheese cheetah chef chemist cherish cherry chess chest chicken chief child chili chime
chimney chimp chin chisel choice choir chop chorus chosen chrome chuckle chunk chutney cider cinema circle circus
citizen citrus city clarity class classic clause clay clean clear clerk clever click cliff climate climb clip cloak
clock cloth cloud clover clown club clue cluster coach coal coast cobalt cobra cockpit coconut code coffee coin cold
collar collect college column combine comedy comet comfort comic command company compare compass compose compost
concept concern concert condor confirm connect contact contain contest contour control convey cook cookie copilot
copper copy coral cord cork corner cosmic cosmos costume cottage cotton couch cougar count country couple coupon
courage course court cousin cover cow coyote crab crack cradle craft crane crater crawl crayon cream create creek
crest crew cricket crimson crisp critic crocus crop croquet cross crown cruise crunch crust crystal cube cuckoo cuddle
cupcake curator curb curfew curious curl curry curtain curve cushion custom cute cycle cyclone cymbal cypress dahlia
daily dairy daisy dance dancer dare darling dart dash data date dawn day deal debut decade decal decide deck declare
decor deep defend define delay delight deliver delta deluxe den denim denote dentist depend deposit depth deputy derby
deserve design desire dessert develop devote dial diamond diary dice diet dinghy dinner diploma direct disc disco
display dock doctor dog dogwood dollar dolphin domain dome domino donate donkey donor doodle door dot double dove
dozen dragon drama drapes draw drawer dream dress dribble drift drill drink drive drizzle drop drum drummer dry
drywall duck dune duo duplex during dust dynamic eager eagle earring earth easel easy echo eclair eclipse ecology edge
edible editor educate egg egret elastic elbow elder elect elegant element eleven else email embassy ember embrace
emerald emerge emotion empire employ empty enable enamel encore endless endorse energy engage engine enhance enigma
enjoy enlist enrich ensure enter entry enzyme epic episode equator equip erase essay essence etching ethics evening
evolve exam example excel excite excuse exhale exhibit exist exit exotic expand expect expense expert explore export
express extend eye eyebrow fable fabric face factory fade fairy faith falafel falcon family famous fan fancy fanfare
farm farmer fashion fast father faucet feast feather feature federal feel fellow female fence fennel fern ferret ferry
fiddle fiddler field fiesta fifteen fifth fifty fill film filter finch finger finish fire firefly fireman first fish
five fjord flag flame flannel flash flask flat fleet flex flight flint float flock floor flora flower fluent fluffy
fluid flush flute foam focus foil fold folder folk follow fondue foot force foreign forest forever forge formula fort
fortune forum forward fossil found fox foyer fragile frame freckle free freedom freeze freight fresco fresh friday
fridge friend fringe frog frost frown frozen fruit fudge fuel fund funnel funny furnace furry future gadget gain gala
galaxy galleon gallery gallon gallop game garage garden garland garlic garment garnet gather gauge gaze gazebo gazelle
gear gecko gem genius genre gentle genuine geology gerbil gesture geyser gherkin giant gibbon gift giggle ginger
giraffe girl give glacier glad glance glass glaze glide glider gliding glimpse glitter globe glory glove glow glue
gnome goal goat goblet goblin goggles golf gondola good goose gopher gorilla gospel gourmet govern gown grab grace
grain granary grand grandma granite granola grant grape graph graphic grass gravel gravity gravy green greet grid
griddle grill grip grocery groom groove grotto group grove grow guard guava guess guide guitar gulf gull gumdrop guppy
gymnast hacksaw haddock haiku half halibut halo hammer hammock hamster hand handbag handle happy hardy harmony harness
harp harvest hatch hatchet haven hawk hazel head health heart heather heaven hedge height helium helmet help herb herd
heron herring hexagon hickory hike hill hinge hippo history hive hobby hockey holiday hollow holly home honey hood
hoof hope horizon horn hotel hour house hover hubcap human humble hundred hurry husband husky hybrid hydrant icicle
icon idea igloo iguana image inch indigo indoor inkwell inner input inside install instant invent invite iris iron
island ivory jacket jackpot jade jaguar january jar jasmine javelin jazz jeans jelly jewel jigsaw job jockey join joke
jolly journal journey judge juggle juice jukebox july jumbo jump june jungle junior kale karate kayak kazoo kebab keep
kelp kennel ketchup kettle kimono kind king kiosk kitchen kite kitten kiwi knee knock koala lace ladder lady lagoon
lake lamb lamp lantern laptop lark lasagna laser latch later lattice laugh laundry laurel lava lawn lawyer layer
leader leaf league learn leather ledge left legend leisure lemon lemur lend lens lentil leopard lesson letter lettuce
lever liberty library lift light lilac lily limb lime linen link lion liquid listen little lively lizard llama loaf
lobby lobster locket lodge lofty logic lonely long loop lotion lotus loud lounge loyal lucky lullaby lumber lunar
lunch lung lupin lynx lyric macaw magenta magic magnet magpie maker mallet mammal mammoth manage mango manor mansion
mantle maple marble march margin marina marine market mascot mask mason master matador mayor meadow meal measure medal
medley meet mellow melody melon memory mentor menu meow mercury merit mermaid merry message metal meteor metro middle
mild milk million mimic mineral mini minnow mint mirror mist mitten mixture mobile mocha model modern modest module
moment monarch monday money monkey monsoon month moon moose morsel mortar mosaic moss motel moth mother motion motor
mouse mouth movie muffin museum music mustang mustard myself mystery myth napkin native nature navy near neat nectar
needle nephew never news nickel niece night nimble nine ninja noble noodle noon normal north nose note notice nougat
novel nozzle nugget number nurse nutmeg nylon oasis oatmeal oboe ocean octave october octopus offer office olive omega
onion online onward opal open opera opinion opossum orange orbit orchard orchid oregano organ origin ornate osprey
ostrich otter outdoor outfit outline outpost oval oven owner oxygen oyster pacific package paddle page painter palace
palette palm pancake panda panel pansy panther pantry papaya paper paprika parade parcel parent park parrot parsley
partner party pass pasta pastel pastry patent path patio patrol pattern peach peacock peanut pearl pebble pecan pedal
pelican pencil penguin penny peony pepper perch perfume petal petunia phone photo phrase physics piano pickle picnic
picture piece pigeon pigment pilgrim pillow pilot pinball pink pioneer pipe pirate pitch pizza place planet plank
plant plasma plate platter plaza please plenty plot plumber plus plywood pocket podium poem poet point polar police
polish polite pollen polo poncho pond pony pool popcorn poplar poppy popular porch port portal postbox poster potato
pottery pouch powder power prairie prawn premium prepare pretzel pride prince print prism program proof proper proud
prune public pudding puffin pulley pulse puma pumpkin punch pupil puppet puppy purple purse puzzle pyramid quail
quality quarry quart quartz queen quest quiche quick quiet quill quilt quince quinoa quiz quote rabbit radar radio
radish raft rafter ragtime rail raisin rally ramp ranch range rapid rare rattle raven ravine ravioli reader recipe
record recycle redwood reef referee refresh regal region regular relax relay remind remote renew repair reptile rescue
resort return review reward rhino rhythm ribbon rice rich riddle ridge ripple rise risotto ritual river roast robin
robot rocket rodeo roller romance roof rookie rooster rope rose rosette rotate rough round rover rowboat royal rubber
ruby rugby runway rural rustic saddle safari saffron saga sailor salad salmon salon salt salute sand sandal sardine
satin saturn sausage savanna save sawdust scale scallop scarf scatter school science scoop scooter score scout screen
script scroll sea search season seat seaweed second secret section seed select senator sequel series sesame session
seven sextant shade shadow shake shallot shallow shampoo shape shark sharp sheep sheet shelf shell shelter sherbet
sheriff shield shine ship shirt shore short show shower shrimp shrub shuttle sierra signal silent silk silver simple
singer single sister sixty size skate sketch skill skillet skipper skirt skylark sled sleep sleuth slice slide slim
slipper slogan slope small smart smile smoke smooth snack snail snake snorkel snow snowman soap soccer social sock
soda sofa soft soil solar soldier solid solo sonar song sonnet soon sorbet sound soup south space spaniel spark
sparrow spatula speak special speech speed spell sphere spice spider spill spin spinach spiral spirit splash spoon
sport spray spring sprout spruce square squash squid stable stadium staff stage stamp star start state statue stay
steady steam steel stem stencil step stereo stew sticker still stirrup stone stool stork storm story stove straw
stream street stretch string strong student studio sturdy style suburb subway success sugar summer summit sunday
sundial sunny sunrise support surf surface surfer sushi swallow swamp swan sweater sweet swift swim swing switch
symbol syrup system tablet tadpole tailor talent talk tall tango tank tape target tarmac tart tassel tavern teach
teacup teapot teddy temple tempo tender tennis tent tenth terrace terrier textile texture thermos thick thimble thirty
thistle thread three thrill throne thumb thunder ticket tidy tiger tile timber tinsel tiny tissue toast today toddler
toffee token tomato tonic tool toolbox tooth topaz topic torch tornado totem toucan touch tourist towel tower town
tractor trade traffic trail train transit travel tray treaty trek trellis trend tribe trick trident trinket trio trip
trolley trophy tropic trout trowel truck true truffle trumpet trunk trust tuba tuesday tugboat tulip tuna tundra tunic
tunnel turbine turf turkey turnip turtle tutor tuxedo tweed twelve twenty twig twin type ukulele umpire uncle under
unicorn uniform union unique unit update upper upright urban utensil vacant valid valley value vanilla variety varnish
vase vast vault vector velvet venture verse version vessel victory video view village vine vinegar vintage vinyl viola
violet violin virtue visible vision visit visor vitamin vivid vocal voice volcano volley volume voucher voyage wafer
waffle wagon walk walkway wallet walnut walrus waltz warbler warm warrior wasp watch water wealth weasel wedding wedge
weekend welcome west wheat wheel whisker whisper whistle white wicker wide widget wild willow wind window wing winner
winter wire wisdom wish wizard wolf woman wombat wonder wood wool work world worth woven wren wrench wrist writer
yacht yard yarn yawn year yeast yellow yodel yoga yonder young youth zebra zenith zero zest zigzag zinc zipper zither
zodiac zone zoom
`
  .trim()
  .split(/\s/);
